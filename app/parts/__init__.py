"""Parts of a page that stand on their own: undo and redo, and the dialog of one number."""
