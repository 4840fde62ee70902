package collection

// Review is one weekly or quarterly look at everybody.
type Review struct {
	Kind       string            `json:"kind" enum:"week,quarter"`
	On         Date              `json:"on"`
	Step       string            `json:"step" maxLength:"500" doc:"Where the user is in it, while it goes on."`
	DoneOn     Date              `json:"doneOn" doc:"When the user came to its end."`
	Decisions  map[string]string `json:"decisions" key:"id" maxLength:"500" doc:"Such as keep, change-circle, new-aim, wind-down, new, next or later, keyed by the contact's id; still for a goal and dare for a risk, by theirs. After a space may stand what came of it."`
	NewPeople  string            `json:"newPeople" maxLength:"262144"`
	Risk       string            `json:"risk" maxLength:"262144" doc:"The risk to take next."`
	Learned    string            `json:"learned" maxLength:"262144" doc:"What the user learned."`
	WillChange string            `json:"willChange" maxLength:"262144" doc:"What the user will do differently."`
	ChangedOn  Date              `json:"changedOn" doc:"When the user did so."`
}
