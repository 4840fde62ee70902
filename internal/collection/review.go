package collection

// Review is one weekly or quarterly look at everybody.
type Review struct {
	Kind      string            `json:"kind" enum:"week,quarter"`
	On        Date              `json:"on"`
	Decisions map[string]string `json:"decisions" key:"id" maxLength:"500" doc:"Such as keep, change-circle, new-aim or wind-down, keyed by the contact's id."`
	NewPeople string            `json:"newPeople" maxLength:"262144"`
	Risk      string            `json:"risk" maxLength:"262144" doc:"The risk to take next."`
}
