package collection

// Offer is something the user, or a contact, has to give.
type Offer struct {
	claim
	Told map[string]Telling `json:"told" key:"id" doc:"Who has been told of an opportunity, keyed by the contact's id."`
}
