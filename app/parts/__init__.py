"""Parts of the app that stand on their own: companies and their files, added levers, undo and redo, the dialog of a number."""
