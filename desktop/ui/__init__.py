"""The window: Qt and nothing but Qt. What it shows comes from services, ready-made."""
