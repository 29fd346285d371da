// ApusCommands
