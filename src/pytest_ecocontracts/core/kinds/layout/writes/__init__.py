"""Who may write where: what the contract says, what a change wrote, and what is tolerated for a while."""
