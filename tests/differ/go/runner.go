// Runs each program many times in Go itself and counts how it ends:
//
//	runner -programs FILE -runs N            lines of ID, "go", outcome, count
//	runner -programs FILE -runs N -only ID
//
// Runs of a program share a process until it dies, of a panic or a deadlock, or leaves goroutines behind.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// The records of a run, in a file mapped by parent and child: a dead process's last record is still there.
type records struct{ memory []byte }

const (
	recordBytes = 256
	mostRecords = 8
	endedAt     = mostRecords * recordBytes // one byte: the run is over
	mapBytes    = endedAt + 1
)

func openRecords(path string) *records {
	fd, err := syscall.Open(path, syscall.O_RDWR, 0)
	must(err)
	memory, err := syscall.Mmap(fd, 0, mapBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	must(err)
	must(syscall.Close(fd))
	return &records{memory}
}

func (r *records) clear() {
	for i := range r.memory {
		r.memory[i] = 0
	}
}

func (r *records) append(g int, token string) {
	record := r.memory[g*recordBytes : (g+1)*recordBytes]
	n := int(record[0])
	if n > 0 {
		token = " " + token
	}
	copy(record[1+n:], token)
	record[0] = byte(n + len(token))
}

func (r *records) String() string {
	text := ""
	for g := 0; g < mostRecords; g++ {
		record := r.memory[g*recordBytes:]
		text += "|" + string(record[1:1+int(record[0])])
	}
	return text
}

func (r *records) of(p *program) string {
	return strings.Join(strings.Split(r.String(), "|")[:len(p.routines)+1], "|")
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "runner:", err)
		os.Exit(2)
	}
}

// The program's main is this one: main's end, and a deadlock with main in it, are Go's own.
func child(p *program, shared string, from, runs int) {
	debug.SetGCPercent(-1)
	records := openRecords(shared)
	procs := []int{1, 2, 4, 3, 8}
	for run := from; run < runs; run++ {
		runtime.GOMAXPROCS(procs[run%len(procs)])
		records.clear()
		w := newWorld(p, run, records)
		w.run(0)
		w.writing.Lock()
		records.memory[endedAt] = 1
		outcome := "ok" + records.of(p) + "\n"
		w.writing.Unlock()
		os.Stdout.WriteString(outcome)
		for i := range w.p.timers {
			if w.tickers[i] != nil {
				w.tickers[i].Stop()
			}
			if w.timers[i] != nil && w.timers[i].Stop() && w.p.timers[i].kind == "func" {
				w.live.Add(-1)
			}
		}
		for i := 0; i < 10 && w.live.Load() > 0; i++ {
			runtime.Gosched()
		}
		if w.live.Load() > 0 { // what they do later must not be taken for the next run's
			os.Exit(0)
		}
	}
	os.Exit(0)
}

var lastWords = regexp.MustCompile(`(?m)^(panic|fatal error): .*$`)

const patience = 60 * time.Second // for a program that needs milliseconds

func runAll(self string, p *program, shared string, runs int) map[string]int {
	seen := map[string]int{}
	records := openRecords(shared)
	for done := 0; done < runs; {
		records.clear()
		command := exec.Command(self, "-child", shared, "-from", strconv.Itoa(done), "-runs", strconv.Itoa(runs))
		command.Env = append(os.Environ(), "GOTRACEBACK=none", "GODEBUG=asynctimerchan=1")
		command.Stdin = strings.NewReader(p.text)
		var out, words bytes.Buffer
		command.Stdout, command.Stderr = &out, &words
		must(command.Start())
		alarm := time.AfterFunc(patience, func() { command.Process.Kill() })
		command.Wait()
		late := !alarm.Stop()
		for _, line := range strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n") {
			if line != "" {
				seen[line]++
				done++
			}
		}
		if command.ProcessState.Success() || records.memory[endedAt] != 0 && !late {
			continue
		}
		end := lastWords.FindString(words.String())
		switch {
		case late:
			end = "hang"
		case end == "":
			end = "no last words: " + strconv.Quote(words.String())
		case strings.Contains(end, "all goroutines are asleep"):
			end += records.of(p)
		}
		seen[end]++
		done++
	}
	return seen
}

func main() {
	file := flag.String("programs", "", "the programs")
	runs := flag.Int("runs", 100, "of each program")
	only := flag.Int("only", -1, "one program")
	shared := flag.String("child", "", "run the program of standard input; its records go here")
	from := flag.Int("from", 0, "the first run")
	flag.Parse()
	if *shared != "" {
		var text bytes.Buffer
		_, err := text.ReadFrom(os.Stdin)
		must(err)
		child(parse(text.String())[0], *shared, *from, *runs)
	}
	text, err := os.ReadFile(*file)
	must(err)
	self, err := os.Executable()
	must(err)
	programs := parse(string(text))
	results := make([]map[string]int, len(programs))
	next := make(chan int)
	var workers sync.WaitGroup
	for i := 0; i < 2*runtime.NumCPU(); i++ {
		file, err := os.CreateTemp("", "differ")
		must(err)
		must(file.Truncate(mapBytes))
		file.Close()
		defer os.Remove(file.Name())
		workers.Add(1)
		go func() {
			defer workers.Done()
			for i := range next {
				results[i] = runAll(self, programs[i], file.Name(), *runs)
			}
		}()
	}
	for i, p := range programs {
		if *only < 0 || p.id == *only {
			next <- i
		}
	}
	close(next)
	workers.Wait()
	for i, p := range programs {
		var lines []string
		for outcome, count := range results[i] {
			lines = append(lines, fmt.Sprintf("%d\tgo\t%s\t%d", p.id, outcome, count))
		}
		sort.Strings(lines)
		for _, line := range lines {
			fmt.Println(line)
		}
	}
}
