// Latin readings of names in other scripts, where a table knows better than letter by letter: Korean family names
// have several customary spellings, Japanese names are read unlike Chinese ones.

const koreanFamilies = `
i yi lee li rhee ree ri
gim kim
bag bak park pak
choe choi
jeong jung chung joung
jo cho joe
gang kang
yun yoon youn
jang chang
im lim rim
han hahn
o oh
seo suh so
sin shin
gwon kwon
hwang whang
an ahn
jeon jun chun cheon
hong
yu yoo ryu you
go ko koh
mun moon
yang
son sohn
bae pae
baeg baek paik baik
heo hur huh her
sim shim
no noh roh
gwag gwak kwak
seong sung
ju joo
u woo
gu koo ku
na ra nah
ji chi jee
eom um uhm
bang pang
byeon byun
yeom yum
chu choo
seog seok suk
seon sun sunwoo
gil kil
pyo
myeong myung
no roh
`;

let koreanClass: Map<string, string> | undefined;

/** One name for all customary spellings of a Korean family name; null where it is none. */
export function koreanFamily(token: string): string | null {
  koreanClass ??= new Map(
    koreanFamilies
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [head = '', ...others] = line.split(' ');
        return [head, ...others].map((name): [string, string] => [name, `ko.${head}`]);
      }),
  );
  return koreanClass.get(token) ?? null;
}

/** Korean given names by sound: Hyun-woo, Hyeonu and Hyonwoo meet. Only for comparing within Korean names. */
export function koreanSkeleton(token: string): string {
  return token
    .replace(/y?eo|you|yu(?=n)|yo(?=n)/g, (found) => (found.startsWith('y') ? 'y' : 'u'))
    .replace(/oo|wu|woo|eu/g, 'u')
    .replace(/ee|ii/g, 'i')
    .replace(/ae|ai/g, 'e')
    .replace(/w(?=u)/g, '')
    .replace(/g/g, 'k')
    .replace(/d/g, 't')
    .replace(/b/g, 'p')
    .replace(/j/g, 'c')
    .replace(/ch/g, 'c')
    .replace(/sh/g, 's')
    .replace(/r/g, 'l')
    .replace(/h/g, '')
    .replace(/(.)\1+/g, '$1');
}

const japaneseFamilies =
  `佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 伊藤=ito 渡辺=watanabe 渡邊=watanabe 渡邉=watanabe
  山本=yamamoto 中村=nakamura 小林=kobayashi 加藤=kato 吉田=yoshida 山田=yamada 佐々木=sasaki 山口=yamaguchi 松本=matsumoto
  井上=inoue 木村=kimura 斎藤=saito 斉藤=saito 齋藤=saito 清水=shimizu 山崎=yamazaki 森=mori 阿部=abe 池田=ikeda 橋本=hashimoto
  山下=yamashita 石川=ishikawa 中島=nakajima 前田=maeda 藤田=fujita 小川=ogawa 後藤=goto 岡田=okada 長谷川=hasegawa 村上=murakami
  近藤=kondo 石井=ishii 坂本=sakamoto 遠藤=endo 青木=aoki 藤井=fujii 西村=nishimura 福田=fukuda 太田=ota 三浦=miura 藤原=fujiwara
  岡本=okamoto 松田=matsuda 中川=nakagawa 中野=nakano 原田=harada 小野=ono 田村=tamura 竹内=takeuchi 金子=kaneko 和田=wada
  中山=nakayama 石田=ishida 上田=ueda 森田=morita 原=hara 柴田=shibata 酒井=sakai 工藤=kudo 横山=yokoyama 宮崎=miyazaki 宮本=miyamoto
  内田=uchida 高木=takagi 安藤=ando 谷口=taniguchi 大野=ono 丸山=maruyama 今井=imai 高田=takada 藤本=fujimoto 武田=takeda 村田=murata
  上野=ueno 杉山=sugiyama 増田=masuda 菅原=sugawara 平野=hirano 大塚=otsuka 千葉=chiba 久保=kubo 松井=matsui 岩崎=iwasaki`.split(
    /\s+/,
  );
const japaneseGivens =
  `太郎=taro 一郎=ichiro 次郎=jiro 健=ken 健太=kenta 翔太=shota 大輔=daisuke 拓也=takuya 直樹=naoki 隆=takashi
  誠=makoto 浩=hiroshi 洋=hiroshi 浩二=koji 孝二=koji 康二=koji 健一=kenichi 健二=kenji 翔=sho 蓮=ren 大翔=hiroto 陽斗=haruto 裕子=yuko 由美子=yumiko 恵子=keiko
  花子=hanako 美咲=misaki 陽子=yoko 愛=ai 彩=aya 綾=aya 結衣=yui 葵=aoi 舞=mai 直子=naoko 智子=tomoko 久美子=kumiko 幸子=sachiko
  明=akira 亮=ryo 修=osamu 学=manabu 豊=yutaka 剛=tsuyoshi 茂=shigeru 勇=isamu 進=susumu 実=minoru 正=tadashi 和也=kazuya 達也=tatsuya 悠斗=yuto 優子=yuko 真由美=mayumi
  さくら=sakura 桜=sakura 美香=mika 香織=kaori 恵=megumi 麻衣=mai 七海=nanami 遥=haruka 陽菜=hina 莉子=riko`.split(
    /\s+/,
  );

let japanese: { families: Map<string, string>; givens: Map<string, string> } | undefined;

/** [family, given] in Latin letters where the text is a Japanese name we can read, else null. */
export function readJapanese(text: string): [string, string] | null {
  japanese ??= { families: asMap(japaneseFamilies), givens: asMap(japaneseGivens) };
  const joined = text.replace(/[\s\u3000・]+/g, '');
  for (let length = Math.min(3, joined.length - 1); length >= 1; length -= 1) {
    const family = japanese.families.get(joined.slice(0, length));
    const given = japanese.givens.get(joined.slice(length));
    if (family !== undefined && given !== undefined) return [family, given];
  }
  return null;
}

function asMap(pairs: readonly string[]): Map<string, string> {
  return new Map(pairs.map((pair) => pair.split('=') as [string, string]));
}
