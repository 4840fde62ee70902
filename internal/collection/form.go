package collection

import "strings"

// These functions decide the forms of string by hand: they run on every value
// of every push, and time.Parse is content with less than they ask for.

// isDate accepts YYYY-MM-DD of a day that exists in the Gregorian calendar, from
// the year 1 on.
func isDate(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:])
	return year >= 1 && day >= 1 && day <= daysIn(year, month)
}

func isPartialDate(s string) bool {
	switch len(s) {
	case 4:
		return digits(s) >= 1
	case 7:
		if rest, ok := strings.CutPrefix(s, "--"); ok {
			// 2000 had a 29 February.
			return isDate("2000-" + rest)
		}
		return isDate(s + "-01")
	}
	return isDate(s)
}

func isWallTime(s string) bool {
	return len(s) == 16 && s[10] == 'T' && isDate(s[:10]) && isTimeOfDay(s[11:])
}

func isDateOrTime(s string) bool { return isDate(s) || isWallTime(s) }

func isTimeOfDay(s string) bool {
	if len(s) != 5 || s[2] != ':' {
		return false
	}
	hour, minute := digits(s[:2]), digits(s[3:])
	return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59
}

// isID accepts a UUID in lower case. An id in another spelling would name
// another member of a map.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// digits returns the number that s writes in decimal digits, -1 if it is none.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}

func daysIn(year, month int) int {
	switch month {
	case 1, 3, 5, 7, 8, 10, 12:
		return 31
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 0
}
