package collection

// observation is what feedback, assumptions and risks have in common.
type observation struct {
	Contact   Ref    `json:"contact"`
	Text      string `json:"text" maxLength:"262144"`
	On        Date   `json:"on"`
	Outcome   string `json:"outcome" maxLength:"262144" doc:"What became of it."`
	OutcomeOn Date   `json:"outcomeOn" doc:"Since when that is known."`
}

// Feedback is something a contact told the user about the user.
type Feedback struct {
	observation
	WillChange string `json:"willChange" maxLength:"262144" doc:"What the user will do differently."`
}

// Assumption is something the user takes to be true of a contact.
type Assumption struct{ observation }

// Risk is a risk taken with a contact.
type Risk struct{ observation }
