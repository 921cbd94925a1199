import { expect, test } from 'vitest'
import { importsOf, readGoMod } from './go-source.ts'

const source = `// Package main says "hello" (import "nothing").
package main

/* import "commented" */
import "fmt"
import json "encoding/json"
import (
	_ "embed"
	. "strings"

	"github.com/google/uuid" // ids
	"example.com/own/inner"
	"C"
)

func main() { fmt.Println(\`import "late"\`) }
`

test('imports are found in all their spellings; comments, strings, cgo and own packages are none', () => {
  expect(importsOf([source], 'example.com/own')).toEqual(['embed', 'encoding/json', 'fmt', 'github.com/google/uuid', 'strings'])
  expect(importsOf([source], null)).toContain('example.com/own/inner')
})

test('an import that is no path is left out, whatever it says', () => {
  expect(importsOf(['package main\nimport "; rm -rf /"\nimport "-toolexec=x y"\nimport "../up"\nimport "--flag"\n'], null)).toEqual([])
})

test('go.mod says its name and whether it needs others', () => {
  expect(readGoMod('module example.com/a\n\ngo 1.22\n')).toEqual({ module: 'example.com/a', hasRequirements: false })
  expect(readGoMod('module "a"\nrequire (\n\tx v1\n)')).toEqual({ module: 'a', hasRequirements: true })
  expect(readGoMod('')).toEqual({ module: null, hasRequirements: false })
})
