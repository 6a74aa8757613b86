"""The JSON interface, version 1: for the bot, the widget, and the translators' tools."""
