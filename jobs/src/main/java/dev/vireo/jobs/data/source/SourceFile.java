package dev.vireo.jobs.data.source;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One file of a source.
 *
 * @param path where it is, with its file system
 * @param folders values of the columns that are names of folders it is in, {@code level=02}; null
 *     for a value that is missing there
 */
record SourceFile(String path, Map<String, String> folders) implements Serializable {
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  SourceFile {
    folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
  }

  /** This, in a folder below; one that is named after a column and its value gives a column. */
  static Map<String, String> below(Map<String, String> folders, String name) {
    int sign = name.indexOf('=');
    if (sign <= 0) {
      return folders;
    }
    Map<String, String> more = new LinkedHashMap<>(folders);
    String value = unescaped(name.substring(sign + 1));
    more.put(unescaped(name.substring(0, sign)), value.equals(NULL) ? null : value);
    return more;
  }

  /** The file as it is named in messages. */
  String display() {
    return SourceFiles.display(path);
  }

  /** Spark and Hive write what a folder's name may not hold as % and two digits. */
  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean escaped =
          text.charAt(i) == '%'
              && i + 2 < text.length()
              && text.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}");
      plain.append(
          escaped ? (char) Integer.parseInt(text.substring(i + 1, i + 3), 16) : text.charAt(i));
      i += escaped ? 2 : 0;
    }
    return plain.toString();
  }
}
