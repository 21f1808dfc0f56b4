"""Document control as code for a service management system by ISO/IEC 20000-1."""
