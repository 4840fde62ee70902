package collection

// Document is a page that the user and a contact work on together.
type Document struct {
	Contact   Ref    `json:"contact"`
	Title     string `json:"title" maxLength:"500"`
	URL       string `json:"url" maxLength:"2000" doc:"Where it is on the web: http or https."`
	Role      string `json:"role" maxLength:"500" doc:"What the contact does there: reader, commenter, co-author, or in the user's own words."`
	InvitedOn Date   `json:"invitedOn" doc:"When the contact was last sent the link."`
	OpenedOn  Date   `json:"openedOn" doc:"When the user last opened it."`
}
