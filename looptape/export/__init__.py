"""The picture as a file, for hosts that are no page of this tool."""
