"""The practice conversation: a pure turn loop, what is typed and shown, and the sessions kept on disk."""
