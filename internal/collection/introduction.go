package collection

// Introduction brings two contacts together once both have agreed.
type Introduction struct {
	A       Ref    `json:"a"`
	B       Ref    `json:"b"`
	Need    Ref    `json:"need" doc:"The need that it serves."`
	State   string `json:"state" enum:"asked-a,asked-b,agreed,introduced,closed,declined"`
	Outcome string `json:"outcome" enum:"good,neutral,bad"`
	Thanked bool   `json:"thanked"`
}
