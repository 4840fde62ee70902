package collection

// Goal is something that the user shares with contacts.
type Goal struct {
	Text     string          `json:"text" maxLength:"262144"`
	By       PartialDate     `json:"by" doc:"Until when."`
	State    string          `json:"state" maxLength:"500" doc:"Open, reached, changed or dropped; empty is open."`
	StateOn  Date            `json:"stateOn" doc:"Since when the state is what it is."`
	Became   Ref             `json:"became" doc:"The goal that took its place when it changed."`
	Contacts map[string]Flag `json:"contacts" key:"id" doc:"Who shares it, keyed by the contact's id."`
	Moved    map[string]Step `json:"moved" doc:"What moved it, keyed by an id of its own."`
}
