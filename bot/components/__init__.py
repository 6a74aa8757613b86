"""What Rasa lacks for this bot: understanding components, the gateway's channel, faster action calls."""
