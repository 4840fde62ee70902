package collection

// Motivator is a hypothesis on what drives a contact.
type Motivator struct {
	Contact  Ref                 `json:"contact"`
	Word     string              `json:"word" maxLength:"500" doc:"Such as recognition or learning, in the user's words."`
	Status   string              `json:"status" enum:"guess,seen,told"`
	Evidence map[string]Evidence `json:"evidence" orTrue:"true" doc:"Keyed by the id of what shows it, or by an id of its own."`
}
