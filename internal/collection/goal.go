package collection

// Goal is something that the user shares with contacts.
type Goal struct {
	Text     string          `json:"text" maxLength:"262144"`
	By       PartialDate     `json:"by" doc:"Until when."`
	State    string          `json:"state" maxLength:"500"`
	Contacts map[string]Flag `json:"contacts" key:"id" doc:"Who shares it, keyed by the contact's id."`
}
