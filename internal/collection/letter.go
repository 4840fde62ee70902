package collection

// Letter is a piece of snail mail, from the idea to its arrival.
type Letter struct {
	Contact     Ref    `json:"contact"`
	Reason      string `json:"reason" maxLength:"262144" doc:"thanks, congratulation, condolence, article, role, none, or the user's own words."`
	Body        string `json:"body" sync:"text" maxLength:"262144"`
	Address     string `json:"address" maxLength:"5000" doc:"Where it goes: the key of one of the contact's addresses, or the address itself."`
	State       string `json:"state" enum:"idea,written,posted,arrived"`
	WrittenOn   Date   `json:"writtenOn"`
	PostedOn    Date   `json:"postedOn"`
	Interaction Ref    `json:"interaction" doc:"The interaction that posting it made."`
	Exchange    Ref    `json:"exchange" doc:"The exchange that counts it as something given."`
	MentionedIn Ref    `json:"mentionedIn" doc:"The interaction in which they mentioned it."`
}
