// ApusCore
