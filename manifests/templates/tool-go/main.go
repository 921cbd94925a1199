// Parameters come as JSON on standard input; what is printed as JSON is the result.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

type parameters struct {
	Text string `json:"text"`
}

type result struct {
	Words   int    `json:"words"`
	Longest string `json:"longest"`
}

func main() {
	var given parameters
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		fail(err)
	}
	// What goes to standard error is shown as the log.
	fmt.Fprintf(os.Stderr, "looking at %d characters\n", utf8.RuneCountInString(given.Text))

	var found result
	for _, word := range strings.Fields(given.Text) {
		found.Words++
		if utf8.RuneCountInString(word) > utf8.RuneCountInString(found.Longest) {
			found.Longest = word
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		fail(err)
	}
}

// After a non-zero exit the last line of the log is the error.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
