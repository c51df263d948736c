import ArgumentParser
import TicketExchange
import TicketLedger

/// Tells of a ledger's keys, and changes what they are wrapped under.
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "The keys that a sealed ledger's words are sealed under.",
    subcommands: [Status.self, Rotate.self, RenewSigning.self],
    defaultSubcommand: Status.self
  )

  /// Tells what there is of them.
  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "Say what keys there are, and whether a rotation is under way."
    )

    @OptionGroup var ledger: LedgerArguments
    @OptionGroup var format: FormatArguments

    func run() async throws {
      let keys = try ledger.keyFolder()
      let folder = keys.path
      let (status, persons, erased) = try await ledger.reading { ledger in
        let counts = ledger.read { view in
          (view.catalogue.personCount, view.catalogue.erasedPersonCount)
        }
        return (ledger.keyStatus, counts.0, counts.1)
      }
      guard let status else {
        return format.answer(
          json: ["privacy": "plain", "folder": .string(folder)],
          text: "the ledger is plain: its words are in clear"
        )
      }
      let former =
        status.isOpen ? try keys.encryptionKeys.epochs().filter { $0 < status.epoch ?? 0 } : []
      let json: JSONValue = [
        "privacy": "sealed", "folder": .string(folder), "hasKeyFile": .bool(status.hasKeyFile),
        "isOpen": .bool(status.isOpen), "epoch": status.epoch.map { .whole($0) } ?? .null,
        "isRotating": .bool(status.isRotating),
        "formerEpochs": .array(former.map { .whole($0) }), "persons": .whole(persons),
        "erased": .whole(erased),
      ]
      var lines = [
        "sealed; key-encryption keys in \(folder)",
        status.isOpen ? "words can be read" : "words cannot be read: the keys were not given",
        "\(counted(persons, "person")), \(erased) of them erased",
      ]
      if !status.hasKeyFile { lines.append("the ledger's own file of keys is missing") }
      if let epoch = status.epoch { lines.append("wrapped under the key of epoch \(epoch)") }
      if !former.isEmpty {
        let epochs = former.map(String.init).joined(separator: ", ")
        lines.append(
          "keys of former epochs are still there, and open old backups: \(epochs); let go of them with "
            + "`keys rotate`"
        )
      }
      if status.isRotating { lines.append("a rotation is under way; end it with `keys rotate`") }
      format.answer(json: json, text: lines.joined(separator: "\n"))
    }
  }

  /// Wraps all keys under a new key-encryption key.
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: "Wrap all keys under a new key, and let go of the one before.",
      discussion: """
        Copies of the ledger's file of keys made before open nothing any more, once every copy of the \
        former key-encryption key is destroyed: also those of the folder of keys, which are yours. A \
        rotation that was cut off is ended.

        Where the key of somebody who was not erased is damaged or gone, nothing is changed: put back a \
        copy of the ledger's file of keys, which the former key still opens. --lost N says that there is \
        none, and gives the words of person N up.
        """
    )

    @OptionGroup var ledger: LedgerArguments
    @OptionGroup var format: FormatArguments

    @Option(
      name: .long,
      parsing: .upToNextOption,
      help: ArgumentHelp(
        "Persons whose keys are lost, and are given up with their words.",
        valueName: "number"
      )
    )
    var lost: [UInt32] = []

    func run() async throws {
      let folder = try ledger.keyFolder()
      let before = try await ledger.reading { $0.keyStatus }
      guard let before else {
        throw Problem("the ledger is plain: it has no keys to rotate")
      }
      guard before.isOpen else {
        throw Problem(
          "\(folder.path): the ledger's keys are not there; name their folder with --keys"
        )
      }
      let open = try await ledger.openExisting()
      let rotation: KeyRotation
      do {
        // An opening ends by itself what was cut off. What another process had under way is its own.
        if let status = open.keyStatus, status.hasEndedRotation {
          rotation = KeyRotation(epoch: status.epoch ?? 0, keyCount: 0)
        } else {
          rotation = try await open.rotateKeys(
            in: folder.encryptionKeys,
            abandoning: Set(lost.map { PersonID($0) })
          )
        }
      } catch LedgerError.keys(let problem) where problem.reason == .damaged {
        await open.close()
        throw Problem("\(problem); --lost NUMBER gives a person's words up", exitCode: 3)
      } catch {
        await open.close()
        throw error
      }
      await open.end()
      format.answer(
        json: ["epoch": .whole(rotation.epoch), "keys": .whole(rotation.keyCount)],
        text:
          "\(lost.isEmpty ? "all keys" : "all keys that are left") are wrapped under the key of "
          + "epoch \(rotation.epoch) in \(folder.path); destroy the copies of the key before"
      )
    }
  }
}
