/**
 * Chat templates, which turn messages into the text that a model was trained to continue.
 *
 * <p>Flows in: the template and the special tokens of a model directory, and messages. Flows out:
 * one text, the same that transformers' {@code apply_chat_template} renders, or an {@link
 * dev.vireo.algorithms.InputException} that names the construct and its line. The template language
 * is implemented in {@code dev.vireo.models.template}; this package finds a directory's template
 * and supplies its inputs.
 *
 * <p>Must not import: tensors of any engine, Spark, packages of this module other than json,
 * template and tokenizer.
 */
package dev.vireo.models.chat;
