package collection

// Fact is something known of a contact.
type Fact struct {
	Contact Ref             `json:"contact"`
	Text    string          `json:"text" maxLength:"262144"`
	Date    PartialDate     `json:"date" doc:"The day that the fact is about, if there is one."`
	HeardIn Ref             `json:"heardIn" doc:"The interaction in which it was heard."`
	UsedIn  map[string]Flag `json:"usedIn" key:"id" doc:"Interactions in which it came up again."`
}
