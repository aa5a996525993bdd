//! The front door for others: the reference endpoint as a server on a bound port.
