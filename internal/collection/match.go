package collection

// Match is what the user decided about a need and an offer that fit.
type Match struct {
	Need     Ref    `json:"need"`
	Offer    Ref    `json:"offer"`
	Helper   Ref    `json:"helper" doc:"The contact who would help, if it is not the user."`
	Decision string `json:"decision" enum:"offered,introduced,no-fit"`
}
