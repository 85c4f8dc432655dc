"""What ``kg.derive`` works out from a whole graph, one property a module."""
