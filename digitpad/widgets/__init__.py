"""Views: each shows a model and sends it intents; none does arithmetic."""
