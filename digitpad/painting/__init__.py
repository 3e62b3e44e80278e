"""How things look: colours, themes, icons, and the parts that views paint with. No widgets."""
