package dev.vireo.jobs.rescore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Supplier;

/** The document of a comparison: a folder with a manifest, as audits have it. */
public final class RescoringReport {

  /** The folder of all reports. */
  static final String FOLDER = "reports";

  private static final String FILE = "report.json";

  private RescoringReport() {}

  /** The folder of the report on some iterations, with gradients over so many groups. */
  static String folder(int first, int last, int gradients) {
    return "%s/from-%d/to-%d%s"
        .formatted(FOLDER, first, last, gradients == 0 ? "" : "-gradients-" + gradients);
  }

  /**
   * The report that is there, or the one that is made now. No stage reads one, so it takes the
   * place of a report on something else.
   */
  static Rescoring run(
      RunDirectory out, String folder, Fingerprint fingerprint, Supplier<Rescoring> made) {
    Optional<PublishedFolder> there =
        PublishedFolder.find(out, folder)
            .filter(each -> each.manifest().fingerprint().equals(fingerprint));
    if (there.isPresent()) {
      return read(out, folder);
    }
    Rescoring report = made.get();
    RunFolders.delete(out, folder);
    String text = CanonicalJson.pretty(json(report));
    PublishedFolder.publish(
        out, folder, fingerprint, into -> Files.writeString(into.resolve(FILE), text));
    return report;
  }

  /** The report's document; numbers that are not there are the text NaN. */
  public static JsonNode json(Rescoring report) {
    return SettingsMapper.mapper().valueToTree(report);
  }

  private static Rescoring read(RunDirectory out, String folder) {
    String file = folder + "/" + FILE;
    byte[] json =
        out.read(file).orElseThrow(() -> new InputException("There is no " + out.uri(file)));
    try {
      return SettingsMapper.mapper()
          .treeToValue(
              CanonicalJson.parse(new String(json, StandardCharsets.UTF_8)), Rescoring.class);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InputException(
          "%s is damaged: delete the folder %s and run the same command again"
              .formatted(out.uri(file), out.uri(folder)),
          e);
    }
  }
}
