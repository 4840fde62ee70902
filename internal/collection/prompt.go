package collection

// Prompt is what the user answered when Today spoke of a contact, so that no
// device asks again too soon. There is one for each contact who was spoken of.
type Prompt struct {
	Contact Ref             `json:"contact"`
	Until   map[string]Date `json:"until" doc:"The day on which a card may come again, keyed by the card."`
}
