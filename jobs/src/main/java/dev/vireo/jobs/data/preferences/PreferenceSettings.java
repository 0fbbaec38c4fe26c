package dev.vireo.jobs.data.preferences;

import dev.vireo.jobs.data.source.DuplicatePolicy;
import dev.vireo.jobs.data.source.IntakeRules;
import dev.vireo.jobs.data.source.LengthPolicy;
import dev.vireo.jobs.data.source.SourceFormat;
import dev.vireo.jobs.data.source.SourceSettings;
import dev.vireo.jobs.data.source.TokenLimit;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where preferences come from.
 *
 * @param path a file, a folder, a pattern, or a table's name; null for none
 * @param format the format; AUTO goes by the file extensions
 * @param csvEscape the character before a quote within quotes, in CSV; null for a quote
 * @param layout what its rows contain
 * @param idColumn column with a unique id of the pair; null makes ids from the pairs' positions
 * @param promptColumn column with the prompt; a column with the usual name may be missing if the
 *     completions are conversations that begin with the prompt
 * @param chosenColumn column with the preferred completion
 * @param rejectedColumn column with the other one
 * @param duplicates what happens to an id that occurs again
 * @param chunkSize pairs in a chunk file
 */
public record PreferenceSettings(
    @DecidesNothing String path,
    SourceFormat format,
    String csvEscape,
    PreferenceLayout layout,
    String idColumn,
    String promptColumn,
    String chosenColumn,
    String rejectedColumn,
    DuplicatePolicy duplicates,
    int chunkSize)
    implements Serializable {
  public PreferenceSettings {
    path = HomePath.expand(path);
    new SourceSettings(path, format, csvEscape);
    new IntakeRules(
        "preferences", "pair_id", 0, duplicates, TokenLimit.NONE, LengthPolicy.ERROR, chunkSize);
  }

  /** The defaults; only the path is missing. */
  public static PreferenceSettings defaults() {
    return new PreferenceSettings(
        null,
        SourceFormat.AUTO,
        null,
        PreferenceLayout.PAIRS,
        null,
        "prompt",
        "chosen",
        "rejected",
        DuplicatePolicy.ERROR,
        1000);
  }

  /** Where the rows come from. */
  SourceSettings source() {
    return new SourceSettings(path, format, csvEscape);
  }

  IntakeRules rules() {
    return new IntakeRules(
        "preferences", "pair_id", 0, duplicates, TokenLimit.NONE, LengthPolicy.ERROR, chunkSize);
  }

  /** What the pairs depend on besides the source's content. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("layout", layout);
    if (layout == PreferenceLayout.PAIRS) {
      identity.put("id-column", idColumn);
      identity.put("prompt-column", promptColumn);
      identity.put("chosen-column", chosenColumn);
      identity.put("rejected-column", rejectedColumn);
      identity.put("duplicates", duplicates);
    }
    identity.put("chunk-size", chunkSize);
    if (csvEscape != null) {
      identity.put("csv-escape", csvEscape);
    }
    return identity;
  }
}
