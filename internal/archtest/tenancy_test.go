package archtest

import (
	"go/ast"
	"go/token"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tend/migrations"
)

// acrossSpaces are the statements that are about all spaces on purpose, by a
// piece of them. Each is work of the server itself; no request runs one with an
// id that came from outside.
var acrossSpaces = map[string]string{
	"select distinct space_id from record where deleted_at": "finding the spaces with old tombstones",
	"select min(due_at) from reminder_due":                  "when the scheduler has to wake up",
}

// B16. Whoever is to see a space is decided by its id, so every statement on a
// table of spaces names space_id in a condition, or in the columns that it
// writes. A statement that forgets it reads other people's notes, and no test
// with a single space notices.
func TestEveryStatementOnATableOfSpacesNamesTheSpace(t *testing.T) {
	t.Parallel()
	tables := tablesOfSpaces(t)
	if len(tables) < 8 {
		t.Fatalf("only %q have a space_id", tables)
	}
	uses := regexp.MustCompile(`(?is)\b(from|join|update|into|copy|delete from)\s+(` + strings.Join(tables, "|") + `)\b(.*)`)
	found := 0
	for _, root := range []string{"../../internal", "../../server"} {
		for _, s := range statementsIn(t, root) {
			match := uses.FindStringSubmatch(s.sql)
			if match == nil {
				continue
			}
			found++
			if !named(match[3]) && !excused(s.sql) {
				t.Errorf("%s: a statement on %s without a condition on space_id:\n%s", s.at, match[2], s.sql)
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d statements were found: the test looks in the wrong place", found)
	}
}

// named reports whether the space is part of a condition, of a join or of the
// columns written.
func named(rest string) bool {
	return regexp.MustCompile(`(?is)(\b(where|and|on|using)\b|\().*\bspace_id\b`).MatchString(rest)
}

func excused(sql string) bool {
	plain := strings.Join(strings.Fields(sql), " ")
	for piece := range acrossSpaces {
		if strings.Contains(plain, piece) {
			return true
		}
	}
	return false
}

// tablesOfSpaces reads from the migrations which tables are keyed by a space.
func tablesOfSpaces(t *testing.T) (tables []string) {
	t.Helper()
	table := regexp.MustCompile(`(?s)create table (\w+) \((.*?)\n\)`)
	keyed := regexp.MustCompile(`primary key \(space_id|space_id +uuid +primary key`)
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		sql, err := fs.ReadFile(migrations.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range table.FindAllStringSubmatch(string(sql), -1) {
			if keyed.MatchString(m[2]) && m[1] != "space" {
				tables = append(tables, m[1])
			}
		}
	}
	return tables
}

// statement is a string of the source, put together from its constant parts.
type statement struct {
	at  token.Position
	sql string
}

func statementsIn(t *testing.T, root string) (list []statement) {
	t.Helper()
	goFiles(t, []string{root}, func(_ string, files *token.FileSet, file *ast.File) {
		constants := make(map[string]string)
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == len(spec.Values) {
				for i, value := range spec.Values {
					constants[spec.Names[i].Name], _ = fold(value, constants)
				}
			}
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, isText := fold(e, constants)
			if isText {
				list = append(list, statement{files.Position(e.Pos()), text})
			}
			return !isText
		})
	})
	return list
}

// fold returns the text of a literal, or of a sum that has one. Constants of the
// file stand for their text; what else is in a sum is left out.
func fold(e ast.Expr, constants map[string]string) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, a := fold(e.X, constants)
		right, b := fold(e.Y, constants)
		return left + " " + right, a || b
	case *ast.ParenExpr:
		return fold(e.X, constants)
	case *ast.Ident:
		return constants[e.Name], false
	}
	return "", false
}
