"""Questions whose answers the core computes, and the wrong rules that lead to wrong answers."""
