"""Why a network answers as it does, for a drawing: free of Qt."""
