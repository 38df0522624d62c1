/** What a policy has against a manifest. */
export interface Finding {
  /** Where the policy is written, with its name: `the policy "releases" (content.policies[0])`. */
  policy: string;
  /** The setting of the policy. */
  rule: string;
  /** `content`: what the manifest says; `size`: how large it is; `signature`: what a tag was to be set to. */
  about: 'content' | 'size' | 'signature';
  /** What is wrong and what to do, after the name of the policy: "allows …: push …". ASCII, whatever was pushed. */
  message: string;
}
