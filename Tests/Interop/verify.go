// Verifies an exported log with Go's own packages for transparency logs, golang.org/x/mod/sumdb: they
// open the notes, hash entries and nodes, authenticate the tiles and check the proofs. Only the names of
// files and the lines of a checkpoint and of a proof file, which those packages write otherwise, are read
// here.
//
//	verify KEY-FILE FOLDER
//
// KEY-FILE has the log's key as the reader got it, not from the folder. It exits with 0 and a line that
// begins with "accepted", or with 1 and one that begins with "rejected".
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The height of a tile: 256 hashes, C2SP tlog-tiles.
const height = 8

type bundle struct {
	folder string
	log    note.Verifiers
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "verify KEY-FILE FOLDER")
		os.Exit(2)
	}
	found, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Println("rejected:", err)
		os.Exit(1)
	}
	fmt.Println("accepted:", found)
}

func verify(keyFile, folder string) (string, error) {
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return "", err
	}
	vkey := strings.TrimSuffix(string(key), "\n")
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", fmt.Errorf("%s: %v", keyFile, err)
	}
	b := bundle{folder, note.VerifierList(verifier)}
	brought, err := b.read("log.vkey")
	if err != nil {
		return "", err
	}
	if string(brought) != vkey+"\n" {
		return "", fmt.Errorf("log.vkey is not the key that is trusted")
	}
	text, err := b.read("checkpoint")
	if err != nil {
		return "", err
	}
	origin, tree, err := b.checkpoint(text)
	if err != nil {
		return "", fmt.Errorf("checkpoint: %v", err)
	}
	own, err := b.entries(tree)
	if err != nil {
		return "", err
	}
	tiles, err := b.tiles(tree, own)
	if err != nil {
		return "", err
	}
	earlier, err := b.earlier(origin, tree)
	if err != nil {
		return "", err
	}
	proofs, err := b.proofs(origin, tree)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, %d entries, %d tiles, %d earlier checkpoints, %d proofs, root %v",
		origin, tree.N, tiles, earlier, proofs, tree.Hash), nil
}

func (b bundle) read(path string) ([]byte, error) {
	return os.ReadFile(filepath.Join(b.folder, filepath.FromSlash(path)))
}

// checkpoint opens a signed note and reads the three lines that a log signs, C2SP tlog-checkpoint.
func (b bundle) checkpoint(text []byte) (string, tlog.Tree, error) {
	var tree tlog.Tree
	opened, err := note.Open(text, b.log)
	if err != nil {
		return "", tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return "", tree, fmt.Errorf("the signed text is no checkpoint")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil || tree.N < 0 {
		return "", tree, fmt.Errorf("the size %q is no number", lines[1])
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return lines[0], tree, err
}

// entries hashes every entry into a tree of its own, compares its root with the signed one, and returns
// its hashes.
func (b bundle) entries(tree tlog.Tree) (tlog.HashReader, error) {
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			if index >= int64(len(stored)) {
				return nil, fmt.Errorf("there is no hash %d", index)
			}
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for first := int64(0); first < tree.N; first += 1 << height {
		width := tree.N - first
		if width > 1<<height {
			width = 1 << height
		}
		path := path(tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)})
		rest, err := b.read(path)
		if err != nil {
			return nil, err
		}
		for n := first; n < first+width; n++ {
			if len(rest) < 2 {
				return nil, fmt.Errorf("%s ends before entry %d", path, n)
			}
			length := int(binary.BigEndian.Uint16(rest))
			rest = rest[2:]
			if len(rest) < length {
				return nil, fmt.Errorf("%s ends within entry %d", path, n)
			}
			hashes, err := tlog.StoredHashes(n, rest[:length], own)
			if err != nil {
				return nil, err
			}
			stored = append(stored, hashes...)
			rest = rest[length:]
		}
		if len(rest) > 0 {
			return nil, fmt.Errorf("%s goes on after its last entry", path)
		}
	}
	if tree.N == 0 {
		return own, nil
	}
	root, err := tlog.TreeHash(tree.N, own)
	if err != nil {
		return nil, err
	}
	if root != tree.Hash {
		return nil, fmt.Errorf("the entries lead to the root %v, and %v is signed", root, tree.Hash)
	}
	return own, nil
}

// tiles compares every tile that a log of this size publishes with the entries' own hashes.
//
// TileHashReader is not asked: in x/mod 0.7 it leaves the first tiles unauthenticated where several of
// the root's subtrees lie in one tile.
func (b bundle) tiles(tree tlog.Tree, own tlog.HashReader) (int, error) {
	tiles := tlog.NewTiles(height, 0, tree.N)
	count := 0
	for i, tile := range tiles {
		// A growing log publishes a tile in every width that it had; an exported one only in its last.
		if i+1 < len(tiles) && tiles[i+1].L == tile.L && tiles[i+1].N == tile.N {
			continue
		}
		count++
		want, err := tlog.ReadTileData(tile, own)
		if err != nil {
			return 0, fmt.Errorf("%s: %v", path(tile), err)
		}
		data, err := b.read(path(tile))
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(data, want) {
			return 0, fmt.Errorf("%s is not the tree's", path(tile))
		}
	}
	return count, nil
}

// earlier checks that the log was once what each earlier checkpoint says.
func (b bundle) earlier(origin string, tree tlog.Tree) (int, error) {
	paths, err := filepath.Glob(filepath.Join(b.folder, "checkpoints", "*"))
	if err != nil {
		return 0, err
	}
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return 0, err
		}
		if err := b.before(text, origin, tree); err != nil {
			return 0, fmt.Errorf("%s: %v", path, err)
		}
	}
	return len(paths), nil
}

func (b bundle) before(text []byte, origin string, tree tlog.Tree) error {
	other, older, err := b.checkpoint(text)
	if err != nil {
		return err
	}
	if other != origin {
		return fmt.Errorf("it is of the log %s", other)
	}
	if older == tree || older.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, older.N, tlog.TileHashReader(tree, b))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash)
}

// proofs checks the proof files, C2SP tlog-proof, by themselves and against the entries.
func (b bundle) proofs(origin string, tree tlog.Tree) (int, error) {
	paths, err := filepath.Glob(filepath.Join(b.folder, "proofs", "*.tlog-proof"))
	if err != nil {
		return 0, err
	}
	sort.Strings(paths)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return 0, err
		}
		if err := b.proof(text, origin, tree); err != nil {
			return 0, fmt.Errorf("%s: %v", path, err)
		}
	}
	return len(paths), nil
}

func (b bundle) proof(text []byte, origin string, tree tlog.Tree) error {
	head, signed, found := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		return fmt.Errorf("it is no proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return fmt.Errorf("it names no entry")
	}
	n, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	if err := b.before([]byte(signed), origin, tree); err != nil {
		return err
	}
	_, stated, err := b.checkpoint([]byte(signed))
	if err != nil {
		return err
	}
	if n >= stated.N {
		return fmt.Errorf("there is no entry %d in a log of %d", n, stated.N)
	}
	leaves, err := tlog.TileHashReader(tree, b).ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, stated.N, stated.Hash, n, leaves[0])
}

// path names a tile's file as C2SP tlog-tiles does, which leaves out the height.
func path(tile tlog.Tile) string {
	name := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return "tile/" + strings.Replace(name, "data/", "entries/", 1)
}

// Height, ReadTiles and SaveTiles make the folder a tlog.TileReader.
func (b bundle) Height() int { return height }

func (b bundle) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		if data[i], err = b.read(path(tile)); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (b bundle) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
