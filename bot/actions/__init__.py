"""The bot's actions. Their only way to the world is `client.py`; their sentences live in `domain/`."""
