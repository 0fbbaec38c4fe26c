/**
 * Chat templates: messages to the text a model was trained to go on from.
 *
 * <p>Flows in: the template and the special tokens of a model directory, and messages. Flows out:
 * one text, the same as transformers' {@code apply_chat_template} renders, or an {@link
 * dev.vireo.algorithms.InputException} that names the construct and its line. The language is that
 * of {@code dev.vireo.models.template}; here is which template a directory has, and what a template
 * is given.
 *
 * <p>Must not import: tensors of any engine, Spark, packages of this module other than json,
 * template and tokenizer.
 */
package dev.vireo.models.chat;
