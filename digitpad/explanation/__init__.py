"""Explains a network's answer for a drawing. Free of Qt."""
