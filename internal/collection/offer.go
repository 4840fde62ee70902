package collection

// Offer is something the user, or a contact, has to give.
type Offer struct{ claim }
