package collection

// Question is something to ask a contact, not before a certain day.
type Question struct {
	Contact  Ref    `json:"contact"`
	Text     string `json:"text" maxLength:"262144"`
	AskAfter Date   `json:"askAfter"`
	From     Ref    `json:"from" doc:"The fact or note that raised it."`
	AskedIn  Ref    `json:"askedIn" doc:"The interaction in which it was asked."`
	Answer   string `json:"answer" maxLength:"262144"`
}
