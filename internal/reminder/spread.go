package reminder

// usualPerWeek is how many people a week a fresh start plans for users who did
// not say how many they want to reach out to.
const usualPerWeek = 5

// Spread plans a fresh start: it gives each of n people who wait, the most
// urgent first, a day from today on, so that none of the weeks to come asks for
// more than perWeek of them. The people whose day is today are asked for at
// once; the others are snoozed until theirs. It is a pure function, which the
// web app has too.
func Spread(n, perWeek int, today string) []string {
	if perWeek < 1 {
		perWeek = usualPerWeek
	}
	const week = 7
	days := make([]string, max(n, 0))
	for i := range days {
		days[i] = addDays(today, i*week/perWeek)
	}
	return days
}
