"""The gateway between the citizen and the bot: one origin, own session ids, limits."""
