package collection

// Note is something the user wrote down, about any number of contacts.
type Note struct {
	Body         string          `json:"body" sync:"text" maxLength:"262144"`
	At           DateOrTime      `json:"at" doc:"When it happened or was written."`
	Confidential bool            `json:"confidential" doc:"Never in a push message nor on a shared page."`
	Pinned       bool            `json:"pinned"`
	Contacts     map[string]Flag `json:"contacts" key:"id" doc:"Whom it is about, keyed by the contact's id."`
	Source       string          `json:"source" maxLength:"262144" doc:"What was captured, verbatim."`
	Captured     map[string]Flag `json:"captured" doc:"The records that were captured with the note, keyed by collection, a point and id."`
}
