"""Pure: the nowcast, its backtest, its verification and invented worlds to try it in."""
