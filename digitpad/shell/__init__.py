"""The window around the pages: menus, dialogs, navigation, export, tour."""
