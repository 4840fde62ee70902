package collection

// claim is what a need and an offer have in common; they are matched by it.
type claim struct {
	Contact     Ref    `json:"contact" doc:"Whose it is; empty for the user's own offers."`
	Text        string `json:"text" maxLength:"262144"`
	Kind        string `json:"kind" maxLength:"500" doc:"Such as expertise or introduction, in the user's words."`
	HeardIn     Ref    `json:"heardIn" doc:"The interaction in which it was heard."`
	Confidence  string `json:"confidence" enum:"said,guess" doc:"They said it, or the user guesses."`
	State       string `json:"state" enum:"open,met,gone"`
	OnlyMe      bool   `json:"onlyMe" doc:"Only the user can give this."`
	Why         string `json:"why" maxLength:"262144"`
	Proof       string `json:"proof" maxLength:"262144" doc:"A link or a sentence that shows it."`
	PerMonth    int    `json:"perMonth" minimum:"0" maximum:"100000" doc:"How often a month there is room for it."`
	ConfirmedOn Date   `json:"confirmedOn" doc:"When it was last known to be true."`
}

// Need is something a contact needs, or the user.
type Need struct {
	claim
	AskedOf Ref `json:"askedOf" doc:"The contact whom the user asked, where the need is the user's own."`
}
