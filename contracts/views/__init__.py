"""Pages of contracts beside the generic ones: the list of a project, the choice of a kind, the pick dialogs."""
